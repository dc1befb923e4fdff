// Forms that create a passkey or sign in with one. data-passkey of the form is "create" or "get". The options are in
// the form or, for the sign-in page, at data-options. The form sends the result in its field `credential`.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-passkey]");
  if (!form) return;
  event.preventDefault();
  const status = form.querySelector("[role=status]");
  status.textContent = "";
  try {
    form.elements.credential.value = JSON.stringify(await credentialFor(form));
  } catch {
    status.textContent = status.dataset.failed;
    return;
  }
  form.submit();
});

async function credentialFor(form) {
  const { publicKey } = await optionsOf(form);
  if (form.dataset.passkey === "create") return create(publicKey);
  const options = PublicKeyCredential.parseRequestOptionsFromJSON(publicKey);
  return (await navigator.credentials.get({ publicKey: options })).toJSON();
}

// Every passkey can sign in without a password, so the device must store it and check who uses it.
async function create(publicKey) {
  const selection = { ...publicKey.authenticatorSelection, residentKey: "required", userVerification: "required" };
  const options = PublicKeyCredential.parseCreationOptionsFromJSON({
    ...publicKey,
    authenticatorSelection: { ...selection, requireResidentKey: true },
  });
  return (await navigator.credentials.create({ publicKey: options })).toJSON();
}

async function optionsOf(form) {
  const stored = form.querySelector("script[type='application/json']");
  if (stored) {
    const data = JSON.parse(stored.textContent);
    return data.creation_options ?? data.request_options;
  }
  const response = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(response.statusText);
  const data = await response.json();
  addToken(form, data.csrf_token);
  return data.request_options;
}

/** Pages for visitors have no token, so that they can be cached. */
function addToken(form, value) {
  form.querySelector("[name=csrfmiddlewaretoken]")?.remove();
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "csrfmiddlewaretoken", value }));
}
