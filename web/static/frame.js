// The search box in a frame tells the page around it how high it is; frame-host.js there listens. A height is no secret,
// so any page may hear it. Where nobody listens, the frame scrolls.
"use strict";

const tell = () => parent.postMessage({ type: "tin-tim-kiem", height: document.documentElement.offsetHeight }, "*");

new ResizeObserver(tell).observe(document.documentElement);
addEventListener("message", ({ source, data }) => {
  if (source === parent && data?.type === "tin-tim-kiem") tell();
});
