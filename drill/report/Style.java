package drill.report;

/** How the report for a browser looks: on a telephone and a wide screen, in light, in dark, and on paper. */
final class Style {

    static final String CSS = """
            :root {
              color-scheme: light dark; --back: #fff; --text: #1f2328; --dim: #59636e; --rule: #d1d9e0;
              --c0: #0550ae; --c1: #bc4c00; --c2: #1a7f37; --bad: #b31d28; --on-bad: #fff; --good: #1a7f37; --fault: #8250df;
              --shade: .1;
            }
            @media screen and (prefers-color-scheme: dark) {
              :root {
                --back: #0d1117; --text: #e6edf3; --dim: #9198a1; --rule: #30363d;
                --c0: #58a6ff; --c1: #f0883e; --c2: #3fb950; --bad: #ff7b72; --on-bad: #0d1117; --good: #3fb950; --fault: #bc8cff;
                --shade: .2;
              }
            }
            * { box-sizing: border-box; }
            body {
              max-width: 62rem; margin: 0 auto; padding: 1.5rem; background: var(--back); color: var(--text);
              font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
            }
            header { border: 1px solid var(--good); border-left-width: .75rem; padding: .75rem 1rem; }
            header p, header ul { margin: .25rem 0 0; padding: 0; }
            header li { margin-left: 1.25rem; }
            header li:only-child { list-style: none; margin: 0; }
            header.broken { border-color: var(--bad); background: var(--bad); color: var(--on-bad); print-color-adjust: exact; }
            h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; }
            .held h1 { color: var(--good); }
            h2 { font-size: 1.2rem; margin: 2.25rem 0 .5rem; }
            .dim, small { color: var(--dim); font-size: .875rem; }

            table { border-collapse: separate; border-spacing: 0; margin: 0 0 1.25rem; font-variant-numeric: tabular-nums; }
            caption, figcaption { text-align: left; font-weight: 600; padding: .25rem 0; }
            th, td {
              padding: .25rem 0 .25rem 1rem; text-align: right; vertical-align: top; border-bottom: 1px solid var(--rule);
            }
            th { font-weight: 600; }
            thead th { vertical-align: bottom; }
            th:first-child { text-align: left; padding-left: 0; }
            tbody th { font-weight: 400; }
            small { display: block; line-height: 1.3; }
            .counts { table-layout: fixed; width: 100%; max-width: 44rem; }
            .counts.one { max-width: 33.5rem; }
            .counts thead th { width: 24%; }
            .counts.one thead th { width: 31.5%; }
            .counts thead th:first-child { width: auto; }
            td.broken {
              background: var(--bad); color: var(--on-bad); padding: .25rem .4rem; border-left: .5rem solid var(--back);
              font-size: 1.25rem; font-weight: 700; line-height: 1.3; print-color-adjust: exact;
            }
            td.broken small { color: inherit; white-space: nowrap; }
            .faults-table { width: 100%; }
            .faults-table tbody th { min-width: 14rem; }
            .faults-table td, .faults-table thead th { overflow-wrap: normal; }
            .faults-table td { white-space: nowrap; }
            .faults-table :is(td, th):last-child { text-align: left; white-space: normal; }

            figure { margin: 0 0 1.25rem; break-inside: avoid; }
            figcaption { line-height: 1.3; }
            .legend {
              display: flex; flex-wrap: wrap; gap: 0 1.25rem; list-style: none; margin: 0; padding: 0; font-size: .875rem;
            }
            .legend svg { width: 28px; height: 8px; margin-right: .4rem; vertical-align: middle; }
            .panel {
              display: grid; grid-template-columns: calc(.75 * var(--scale)) 1fr; gap: .4rem .5rem; padding: 1rem .75rem 0 0;
            }
            .scale, .times {
              color: var(--dim); font-size: .75rem; line-height: 1; font-variant-numeric: tabular-nums; white-space: nowrap;
            }
            .scale {
              display: flex; flex-direction: column; justify-content: space-between; text-align: right; margin: -.375rem 0;
            }
            .lines { position: relative; height: 11rem; }
            .lines svg { display: block; width: 100%; height: 100%; overflow: hidden; }
            .lines i { position: absolute; top: -1rem; transform: translateX(-50%); font: .75rem/1 sans-serif; }
            .times { grid-column: 2; position: relative; height: 1rem; }
            .times span { position: absolute; transform: translateX(-50%); white-space: nowrap; }
            .line, .grid { fill: none; vector-effect: non-scaling-stroke; }
            .grid { stroke: var(--rule); }
            .line { stroke-width: 1.8; stroke-linejoin: round; }
            .l0 { stroke: var(--c0); }
            .l1 { stroke: var(--c1); stroke-dasharray: 7 3; }
            .l2 { stroke: var(--c2); stroke-dasharray: 2 2.5; }
            .band { fill: var(--fault); opacity: var(--shade); }
            .faults { padding: 0 .75rem 0 calc(.75 * var(--scale) + .5rem); break-inside: auto; }
            .faults p { margin: .4rem 0 .1rem; font-size: .8125rem; line-height: 1.25; break-after: avoid; }
            .bar { border-top: .6rem solid var(--fault); min-width: 3px; }

            @media screen and (max-width: 48rem) {
              body { padding: 1rem; }
              .counts thead th + th { font-size: .875rem; padding-left: .5rem; }
              .faults-table, .faults-table tbody, .faults-table tr, .faults-table th, .faults-table td { display: block; }
              .faults-table thead { position: absolute; clip-path: inset(50%); }
              .faults-table tbody th { font-weight: 600; border: 0; padding: .75rem 0 .25rem; }
              .faults-table td { display: flex; justify-content: space-between; gap: 1rem; padding: .15rem 0; }
              .faults-table td:last-child { text-align: right; }
              .faults-table td:empty { display: none; }
              .faults-table td::before { content: attr(data-label); color: var(--dim); text-align: left; }
            }
            @media print {
              :root { font-size: 12px; }
              body { max-width: none; padding: 0; }
              tr, .counts { break-inside: avoid; }
              h2 { break-after: avoid; }
            }
            """;

    private Style() {
    }
}
