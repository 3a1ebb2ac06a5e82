/** Every view has a link of its own: #/messages?topic=messages&from=end */

export function parsed(hash) {
    const [path, query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
    return { view: path, params: new URLSearchParams(query) };
}

/** Without what is empty. */
export function query(params) {
    const given = Object.entries(params).filter(([, value]) => value !== null && value !== undefined && value !== '');
    return new URLSearchParams(given).toString();
}

export function link(view, params = {}) {
    const text = query(params);
    return `#/${view}${text ? `?${text}` : ''}`;
}

/** @param format to read it in, unless it is found out anyway */
export const messageLink = (topic, { partition, offset }, format = 'auto') =>
    link('message', { topic, partition, offset, format: format === 'auto' ? '' : format });
