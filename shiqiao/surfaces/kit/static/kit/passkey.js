// The browser's side of a passkey: ask it, put its answer into the form, send the form. No other server is involved.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function decoded(asked) {
  const wanted = { ...asked.publicKey, challenge: bytes(asked.publicKey.challenge) };
  if (wanted.user) wanted.user = { ...wanted.user, id: bytes(wanted.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (wanted[list]) wanted[list] = wanted[list].map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return wanted;
}

function encoded(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const answer = Object.fromEntries(parts.filter((part) => response[part]).map((part) => [part, text(response[part])]));
  return JSON.stringify({
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response: answer,
    authenticatorAttachment: credential.authenticatorAttachment, clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function run(form, failed) {
  failed.hidden = true;
  if (form.dataset.passkey === "create" && !form.reportValidity()) return;
  const asked = JSON.parse(document.getElementById("passkey-asked").textContent);
  try {
    const credential = await navigator.credentials[form.dataset.passkey]({ publicKey: decoded(asked) });
    form.querySelector("[name=credential]").value = encoded(credential);
  } catch (refused) {
    failed.hidden = false;
    return;
  }
  form.submit();
}

const form = document.querySelector("form[data-passkey]");
if (form) {
  const button = form.querySelector("[data-passkey-start]");
  const known = Boolean(window.PublicKeyCredential);
  button.hidden = !known;
  const unknown = form.querySelector("[data-passkey-unknown]");
  if (unknown) unknown.hidden = known;
  button.addEventListener("click", () => run(form, form.querySelector("[data-passkey-failed]")));
}
