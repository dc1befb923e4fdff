// After htmx has shown another section, forms elsewhere on the page return to it instead of the section before it.
let shown = location.pathname + location.search;

document.body.addEventListener("htmx:pushedIntoHistory", ({ detail: { path } }) => {
  for (const input of document.querySelectorAll("input:is([name=next], [name=page_url])"))
    if (input.value.split("#")[0] === shown) input.value = input.value.replace(shown, () => path);
  shown = path;
});
