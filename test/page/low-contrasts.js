// Runs in the browser: the texts whose contrast is below 4.5, what cannot be used excepted.
// https://www.w3.org/TR/WCAG22/#contrast-minimum
(() => {
  const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour) => {
    const [red, green, blue] = channels(colour).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = (element) => {
    if (element === null) return 'rgb(255, 255, 255)';
    const { backgroundColor } = getComputedStyle(element);
    return channels(backgroundColor)[3] === 0 ? ground(element.parentElement) : backgroundColor;
  };
  return [...document.body.querySelectorAll('*')].flatMap((element) => {
    const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    const isSeen = hasText || element.matches('input, select, textarea');
    if (!isSeen || element.matches(':disabled, noscript, option')) return [];
    const [one, other] = [getComputedStyle(element).color, ground(element)].map(luminance);
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    return contrast < 4.5 ? [`${contrast.toFixed(1)}: <${element.localName} class="${element.className}">`] : [];
  });
})();
