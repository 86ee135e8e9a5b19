//! How many results there were in each year: a picture, and a table that says the same.

use crate::disclosures::view::View;
use chrono::Datelike;
use nattoku_disclosure::Outcome;
use nattoku_disclosure::flow::by_year;
use std::rc::Rc;
use yew::prelude::*;

/// How many years are drawn: more would be too thin to read on a phone.
const YEARS: usize = 8;
const WIDTH: usize = 320;
const HEIGHT: usize = 120;
/// Where the bars stand, with room for the year below and the number above.
const BASE: usize = HEIGHT - 24;
const TALLEST: usize = BASE - 24;

/// How many results there were in each year.
pub(super) fn chart(view: &View, results: &[&(usize, Rc<Outcome>)]) -> Html {
    let years = results.iter().filter_map(|(_, outcome)| outcome.result().map(|result| result.on.year()));
    let all = by_year(years);
    let years = &all[all.len().saturating_sub(YEARS)..];
    if years.len() < 2 {
        return Html::default();
    }
    let most = years.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
    let step = WIDTH / years.len();
    let bar = |(place, (year, count)): (usize, &(i32, usize))| bar(place * step, step, *year, *count, most);
    let row = |(year, count): &(i32, usize)| {
        html! { <tr><th scope="row">{ view.with("chart-year", &[("year", year.to_string())]) }</th><td>{ count }</td></tr> }
    };
    // A table is as wide as its words, whatever it is told: what hides it is a box around it.
    html! {
        <figure class="figure">
            <figcaption>{ view.t("chart-title") }</figcaption>
            <svg class="chart" viewBox={format!("0 0 {WIDTH} {HEIGHT}")} aria-hidden="true" focusable="false">
                { for years.iter().enumerate().map(bar) }
                <path class="axis" d={format!("M0 {BASE}h{WIDTH}")} />
            </svg>
            <div class="unseen">
                <table>
                    <caption>{ view.t("chart-title") }</caption>
                    <tbody>{ for years.iter().map(row) }</tbody>
                </table>
            </div>
        </figure>
    }
}

/// The bar of a year, with its number above and the year below, as high as its share of the most there were.
fn bar(left: usize, step: usize, year: i32, count: usize, most: usize) -> Html {
    let (middle, height) = (left + step / 2, count * TALLEST / most);
    let (width, top) = (step / 2, BASE - height);
    html! {
        <>
            <rect class="bar" x={(middle - width / 2).to_string()} y={top.to_string()}
                width={width.to_string()} height={height.to_string()} />
            <text x={middle.to_string()} y={(top.saturating_sub(6)).to_string()}>{ count }</text>
            <text x={middle.to_string()} y={(HEIGHT - 4).to_string()}>{ year }</text>
        </>
    }
}
