// Words that scripts say; they stand translated in the page (kit/_words.html).
const element = document.getElementById("kit-words");

export function word(name) {
  return (element && element.dataset[name]) || name;
}
