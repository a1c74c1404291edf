// The form for another time begins with that of the date which is chosen, as the date itself does without this.
for (const form of document.querySelectorAll("form[data-times]")) {
  const times = JSON.parse(form.dataset.times);
  const fields = ["starts_on", "begins", "ends"].map((name) => form.elements[name]);
  form.elements.date.addEventListener("change", () => {
    const chosen = times[form.elements.date.value] ?? Object.values(times)[0];
    fields.forEach((field, n) => { field.value = chosen[n]; });
  });
}
