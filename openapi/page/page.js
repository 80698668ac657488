const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();

/** What the viewer leaves to be desired of its own elements: selector, attribute, value. */
const AMENDMENTS = [
  ['#servers', 'aria-label', 'Server'],
  ['.examples-select-element', 'aria-label', 'Example'],
  ['.content-type', 'aria-label', 'Media type'],
  ['.body-param__text', 'aria-label', 'Request body'],
  ['.parameters-col_description select', 'aria-label', 'Value'],
  ['h3.opblock-tag, .models > h4', 'aria-level', '2'],
  ['h4.opblock-title', 'aria-level', '3'],
  ['.information-container, .schemes-server-container', 'role', 'region'],
  ['.information-container', 'aria-label', 'About'],
  ['.schemes-server-container', 'aria-label', 'Server and key'],
  // long ones scroll, which a keyboard must be able to do
  ['.microlight', 'tabindex', '0'],
];
new MutationObserver(() => {
  for (const [selector, name, value] of AMENDMENTS) {
    for (const element of document.querySelectorAll(`:is(${selector}):not([${name}])`)) {
      element.setAttribute(name, value);
    }
  }
}).observe(document.body, { childList: true, subtree: true });

// the admin key stays in memory, and no specification is sent anywhere to be validated
globalThis.SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
});
