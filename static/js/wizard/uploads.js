// Saves uploaded files.
//
// The new field contains the reference to the uploaded file, so autosave must send it. After a refusal (422, which htmx
// also swaps), the field contains the old reference and the reason; saving it again would replace the message.
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.requestConfig?.elt?.type !== "file" || event.detail.xhr.status !== 200) return;
  const field = document.getElementById(event.detail.target.id);
  (field?.querySelector(":scope > slip-upload > [data-json]") ?? field)?.dispatchEvent(
    new Event("input", { bubbles: true }),
  );
});
