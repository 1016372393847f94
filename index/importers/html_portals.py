"""Where the article stands on a page: rules for portals that are known, and the names that the others use."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Names (class or id, without signs and case) of the element that holds an article's text.
BODY_NAMES = _words(
    "articlebody articlecontent articledetail articletext baiviet bodycontent bodytext chitietbaiviet chitiettin "
    "contentarticle contentbody contentdetail contentnews detailbody detailcontent detailnews entrycontent fckdetail "
    "itemfulltext journalcontentarticle newsbody newscontent newsdetail newsdetailcontent noidung noidungbaiviet "
    "noidungchitiet noidungtin postbody postcontent singlecontent thearticlebody"
)
#: The same of the element that holds its lead.
LEAD_NAMES = _words(
    "articlelead articlesapo articlesummary chapeau description detailsapo lead newslead newssapo newssummary sapo "
    "sapodetail summary tomtat trichdan"
)
#: The same of the path to the page.
BREADCRUMB_NAMES = _words("breadcrumb breadcrumbnav breadcrumbs breadcumb duongdan path pathway sitemappath")
#: The same of the author's name.
AUTHOR_NAMES = _words("articleauthor author authorname byline kyten newsauthor signature tacgia")

#: Headings over links to other articles, as `records.plain_name` writes them; nothing of the article comes after.
RELATED_HEADINGS = _words(
    "baivietkhac baivietlienquan binhluan cacbaikhac cacbaivietkhac cacbaivietlienquan cactinbaikhac "
    "cactincungchuyenmuc cactincuhon cactindadua cactinkhac cactinlienquan cactinmoi cactinmoihon cactintuckhac "
    "cothebanquantam cungchuyenmuc docthem guibinhluan tinbaikhac tincuhon tincungchuyenmuc tindadua tindocnhieu "
    "tinkhac tinlienquan tinmoihon tinmoinhat tintuckhac vanbanlienquan xemthem ykienbandoc"
)


@dataclass(frozen=True, slots=True)
class Portal:
    """Where things stand on the pages of one portal, as XPaths; `""` leaves a thing to the general way.

    `mark` finds something on every page of the portal and on no other. `body` finds the element with the text.
    `date` and `category` find elements with just that text. Where a page presents a legal document, its date is the
    day on which the document was promulgated, not the day on which somebody changed the page.
    """

    name: str
    mark: str
    body: str
    title: str = ""
    lead: str = ""
    date: str = ""
    category: str = ""


def _value_of(label: str) -> str:
    """Find the table cell after the one that holds `label`."""
    return f"//td[normalize-space()='{label}:']/following-sibling::td[1]"


PORTALS: tuple[Portal, ...] = (
    Portal(
        name="thuvienphapluat.vn",
        mark="//*[@id='divThuocTinh']|//link[@rel='canonical'][contains(@href, '//thuvienphapluat.vn/van-ban/')]",
        body="//*[@id='divContentDoc']",
        date="//*[@id='divThuocTinh']" + _value_of("Ngày ban hành"),
        category="//*[@id='divThuocTinh']" + _value_of("Loại văn bản"),
    ),
    Portal(
        name="baodautu.vn",
        mark="//*[@id='content_detail_news']",
        body="//*[@id='content_detail_news']",
        lead="//*[contains(concat(' ', @class, ' '), ' sapo_detail ')]",
    ),
)


def portal_of(root: etree._Element) -> Portal | None:
    """Return the rules for a page, or None if its portal is not known."""
    return next((portal for portal in PORTALS if root.xpath(portal.mark)), None)
