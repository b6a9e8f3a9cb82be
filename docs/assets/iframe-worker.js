// Browsers start no worker from a page that was opened from the disk. There the search runs in a hidden frame instead.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.appendChild(this.frame);
      addEventListener("message", (event) => {
        if (event.source !== this.frame.contentWindow) return;
        const copy = new MessageEvent("message", { data: event.data });
        this.dispatchEvent(copy);
        if (this.onmessage) this.onmessage(copy);
      });
      const inner = this.frame.contentDocument;
      inner.open();
      inner.write(`<!doctype html><script>
        postMessage = (data) => parent.dispatchEvent(new MessageEvent("message", { data, source: window }));
        importScripts = (...urls) => Promise.all(urls.map((url) => new Promise((done, fail) => {
          const script = document.createElement("script");
          Object.assign(script, { src: url, onload: done, onerror: fail });
          document.body.appendChild(script);
        })));
      <\/script><body><script src="${new URL(url, location.href)}"><\/script>`);
      inner.close();
    }
    postMessage(data) {
      const send = () => this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data }));
      if (this.frame.contentDocument.readyState === "complete") send();
      else this.frame.addEventListener("load", send, { once: true });
    }
    terminate() {
      this.frame.remove();
    }
  };
}
