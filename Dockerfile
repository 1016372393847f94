# The site in a container, as a user without rights over files that nobody can change; only var/ and /tmp are written.
#
#   docker build --tag tin-chinh-sach .
#
# Without a network: fetch the packages once where there is one, and name their folder (the base image must be there).
#
#   docker run --rm --volume "$PWD:/here" --workdir /here python:3.11-slim pip wheel -r requirements.txt -w wheels
#   docker build --tag tin-chinh-sach --network none --build-arg WHEELS=wheels .

FROM python:3.11-slim AS packages

# A folder of wheels; without one, a copy of the list itself, which does no harm.
ARG WHEELS=requirements.txt
COPY requirements.txt /build/
COPY ${WHEELS} /build/wheels/
RUN if [ "$WHEELS" = requirements.txt ]; then from=""; else from="--no-index --find-links /build/wheels"; fi \
    && python -m venv /venv \
    && /venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check $from -r /build/requirements.txt

FROM python:3.11-slim

RUN groupadd --gid 10001 tin \
    && useradd --uid 10001 --gid tin --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin tin

COPY --from=packages /venv /venv
WORKDIR /app
COPY gunicorn.conf.py ./
COPY index ./index/
COPY search ./search/
COPY web ./web/

# Compiled now, since nothing can be written later. The index lies in var/, as the default of TIN_INDEX says.
RUN /venv/bin/python -m compileall -q index search web \
    && install --directory --owner tin --group tin var

ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TIN_LOG=json

USER 10001:10001
VOLUME /app/var
EXPOSE 8000

# The process, not the index (/readyz): a site without an index is no better for being started again.
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]

# How many processes and threads: gunicorn.conf.py, WEB_CONCURRENCY, GUNICORN_CMD_ARGS.
CMD ["python", "-m", "gunicorn", "--bind", "0.0.0.0:8000"]
