// Cross-origin isolation on hosts that do not send its headers: a service worker adds them, after one reload.

/** Registers the service worker where the page is not isolated and may have one. */
export function isolate(): void {
  if (crossOriginIsolated || !isSecureContext || !("serviceWorker" in navigator)) return;
  if (new URLSearchParams(location.search).has("alone")) return;
  const key = "vaekit-isolated";
  void navigator.serviceWorker.register("./isolate-worker.js").then(async () => {
    await navigator.serviceWorker.ready;
    // Once only, so that a host where it does not help is not reloaded for ever.
    if (sessionStorage.getItem(key)) return;
    sessionStorage.setItem(key, "1");
    location.reload();
  });
}
