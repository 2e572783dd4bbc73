// Words of the app in the page's language, icons of the shell, and moments as people say them.
const said = JSON.parse(document.getElementById("field-words").textContent);
const tongue = document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en-GB";

export function say(name, given = {}) {
  let text = said[name] || name;
  for (const [key, value] of Object.entries(given)) text = text.replace(`{${key}}`, value).replace(`%(${key})d`, value).replace(`%(${key})s`, value);
  return text;
}

export function icon(name) {
  const found = document.querySelector(`template[data-icon="${name}"]`);
  return found ? found.content.firstElementChild.cloneNode(true) : document.createTextNode("");
}

const MINUTE = 60, HOUR = 3600, DAY = 86400;

export function span(seconds) {
  const all = Math.abs(Math.trunc(seconds)), d = Math.trunc(all / DAY), h = Math.trunc((all % DAY) / HOUR), m = Math.trunc((all % HOUR) / MINUTE);
  if (d && h) return say("dh", { d, h });
  if (d) return say("d", { d });
  if (h && m) return say("hm", { h, m });
  if (h) return say("h", { h });
  return m ? say("m", { m }) : say("moment");
}

export function left(due, present) {
  const seconds = (Date.parse(due) - present) / 1000;
  return say(seconds >= 0 ? "left" : "over", { span: span(seconds) });
}

export function time(moment) {
  const day = new Date(moment), today = new Date();
  const clock = { hour: "2-digit", minute: "2-digit", hour12: false };
  const same = day.toDateString() === today.toDateString();
  const form = same ? clock : { ...clock, month: "numeric", day: "numeric", ...(day.getFullYear() === today.getFullYear() ? {} : { year: "numeric" }) };
  return new Intl.DateTimeFormat(tongue, { ...form, timeZone: "Asia/Shanghai" }).format(day);
}

export function bytes(count) {
  return count < 1e6 ? `${Math.max(1, Math.round(count / 1000))} kB` : count < 1e9 ? `${(count / 1e6).toFixed(1)} MB` : `${(count / 1e9).toFixed(1)} GB`;
}
