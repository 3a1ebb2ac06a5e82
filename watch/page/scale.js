/** From numbers to lines. */

const STEPS = [1, 2, 4, 5, 10];
const LABELS = 4;

/** The next round number above all of them. */
export function highest(series) {
    const most = Math.max(1, ...series.flat().filter(value => value !== null && value !== undefined));
    const unit = 10 ** Math.floor(Math.log10(most));
    return unit * STEPS.find(step => step * unit >= most);
}

/** From the bottom, in percent of the panel from its top, with room for the line itself. */
const height = part => Math.round((96 - 92 * part) * 10) / 10;

/** What is not known is a gap. */
export function line(values, { first, last }, high) {
    const parts = [];
    let drawing = false;
    for (let i = Math.max(0, first); i <= last; i++) {
        const value = values[i];
        const known = value !== null && value !== undefined;
        if (known) {
            parts.push(`${drawing ? 'L' : 'M'}${i - first} ${height(value / high)}`);
        }
        drawing = known;
    }
    return parts.join('');
}

export function times(plot, { first, length }) {
    return Array.from({ length: LABELS }, (_, i) => plot.from + (first + i * (length - 1) / (LABELS - 1)) * plot.step);
}
