'use strict';
// Sorts a table by the column whose heading is pressed, and filters its rows by a word.
for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => {
    const button = heading.querySelector('button');
    button.addEventListener('click', () => {
      const down = heading.getAttribute('aria-sort') !== 'descending';
      headings.forEach((other) => other.removeAttribute('aria-sort'));
      heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const key = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
      const number = heading.classList.contains('number');
      const order = (a, b) => number ? Number(key(a)) - Number(key(b)) : key(a).localeCompare(key(b));
      [...body.rows].sort((a, b) => (down ? -1 : 1) * order(a, b)).forEach((row) => body.append(row));
    });
  });
}
const search = document.querySelector('#filter');
search?.addEventListener('input', () => {
  const word = search.value.toLowerCase();
  for (const row of document.querySelectorAll('table.filtered tbody tr')) {
    row.hidden = !row.textContent.toLowerCase().includes(word);
  }
});
