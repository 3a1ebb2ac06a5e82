/** Where to go on in each partition, as text: 0:811,1:22 */
export const encoded = positions => Object.entries(positions).map(([partition, offset]) => `${partition}:${offset}`).join(',');
