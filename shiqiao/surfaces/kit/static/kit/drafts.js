// What a page keeps in this tab for a person (sessionStorage, keys that begin with "desk:", as {who, …}) goes when that person
// logs out, here or in another tab, and when somebody else sits here. A sign-in that ran out keeps it: it is theirs still.
const PREFIX = "desk:";
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("kit:left") : null;

function forget(spare = () => false) {
  try {
    for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX))) {
      if (!spare(JSON.parse(sessionStorage.getItem(key)))) sessionStorage.removeItem(key);
    }
  } catch { /* storage is switched off, or holds what nobody can read: the page that reads it throws it away */ }
}

function left() {
  document.documentElement.dataset.left = ""; // from here on no page keeps anything
  forget();
}

export const gone = () => "left" in document.documentElement.dataset;

forget((found) => found?.who === document.body.dataset.who);
tabs?.addEventListener("message", left);
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-leave]")) return;
  left();
  tabs?.postMessage("left");
});
