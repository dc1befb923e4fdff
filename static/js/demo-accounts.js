// On the sign-in page of the demo, choosing an account fills in the form.
document.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-demo-account]");
  if (!chosen) return;
  const form = document.querySelector("main form");
  form.elements.login.value = chosen.dataset.demoAccount;
  form.elements.password.value = chosen.closest("[data-password]").dataset.password;
  form.querySelector("[data-kind=primary]").focus();
});
