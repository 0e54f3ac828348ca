// Without this script everything works; it only makes long lists searchable.
for (const select of document.querySelectorAll("select[data-search]")) {
  const box = document.createElement("input");
  box.type = "search";
  box.placeholder = select.dataset.search;
  box.setAttribute("aria-label", select.dataset.search);
  select.before(box);
  const groups = select.querySelectorAll("optgroup");
  const options = [...select.options];

  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (option) => {
      const text = `${option.text} ${option.dataset.also ?? ""} ${option.value}`.toLowerCase();
      return words.every((word) => text.includes(word));
    };
    for (const option of options) option.hidden = option.disabled = !fits(option);
    for (const group of groups) group.hidden = ![...group.children].some((option) => !option.hidden);
    const first = options.find((option) => !option.hidden && option.value);
    if (first && (words.length > 0 || select.selectedOptions[0]?.hidden)) select.value = first.value;
  });
  // Enter chooses what is shown instead of sending the form.
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    select.focus();
  });
}
