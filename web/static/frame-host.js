// On a page that shows the search box in a frame: make the frame as high as what it holds. Only a frame of the site that
// this script came from is heard, and its height is the only thing that changes.
(() => {
  "use strict";

  const HIGHEST = 5000; // pixels
  const { origin } = new URL(document.currentScript.src);

  addEventListener("message", (event) => {
    if (event.origin !== origin || event.data?.type !== "tin-tim-kiem") return;
    const { height } = event.data;
    if (!Number.isFinite(height) || height <= 0) return;
    for (const frame of document.querySelectorAll("iframe")) {
      if (frame.contentWindow === event.source) frame.height = Math.min(Math.ceil(height), HIGHEST);
    }
  });

  // A frame that was there before this script has spoken already.
  for (const frame of document.querySelectorAll("iframe")) frame.contentWindow.postMessage({ type: "tin-tim-kiem" }, "*");
})();
