// Ranks again while a weight is moved. Without this script the button does the same.
(() => {
  const form = document.getElementById("trial");
  let waiting;
  let asked = 0;
  const ask = async () => {
    const mine = ++asked;
    const address = `${location.pathname}?${new URLSearchParams(new FormData(form))}`;
    const answer = await fetch(address);
    if (!answer.ok || mine !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("outcome").replaceWith(page.getElementById("outcome"));
    history.replaceState(null, "", address);
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 80);
  });
})();
