// What the portal's page does: it says who is there when it is asked, shows what it is told, and has two themes.
const said = document.getElementById("said");
const asked = async () => {
  const response = await fetch("/nattoku-token", { method: "POST" });
  if (!response.ok) throw new Error(`no token: ${response.status}`);
  return response.text();
};
for (const element of document.querySelectorAll("nattoku-consent")) element.token = asked;

const MESSAGES = {
  "nattoku-decision": ({ number }) => `お答えを受け付けました（番号${number}）。`,
  "nattoku-withdrawal": ({ number }) => `利用をやめました（番号${number}）。`,
};
for (const [event, words] of Object.entries(MESSAGES)) {
  document.addEventListener(event, ({ detail }) => (said.textContent = words(detail)));
}

const theme = document.getElementById("theme");
theme.addEventListener("click", () => {
  theme.setAttribute("aria-pressed", `${document.documentElement.classList.toggle("hospital")}`);
});
