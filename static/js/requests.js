// Sends edits to the server and classifies its response. docs/components.md describes both.
function kindOf(response, result) {
  if (response.type === "opaqueredirect" || response.status === 401) return "signed-out";
  if (response.status === 403 && !result.code) return "signed-out";
  if (response.ok) return "saved";
  if (result.context?.conflicts) return "conflict";
  if (result.context?.fields) return "refused";
  return response.status >= 500 ? "unavailable" : "rejected";
}

function post(form, body, options) {
  const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? form.elements.csrfmiddlewaretoken?.value;
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token ?? "" };
  const content = { method: "POST", headers, body: JSON.stringify(body), redirect: "manual" };
  return fetch(form.dataset.saveUrl, { ...content, ...options });
}

// Resolves to {kind, result}, also without a connection.
export async function sendEdits(form, body, options) {
  const response = await post(form, body, options).catch(() => null);
  if (!response) return { kind: "offline" };
  const result = await response.json().catch(() => ({}));
  return { kind: kindOf(response, result), result };
}
