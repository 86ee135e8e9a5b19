//! The picture of where the data went: a trunk from the hospital, with a branch for every kind of recipient,
//! as thick as there are many. It is drawn for the width of a phone.

use crate::disclosures::model::Page;
use crate::disclosures::view::View;
use nattoku_disclosure::flow::Branch;
use nattoku_disclosure::served::Source;
use yew::prelude::*;

const WIDTH: usize = 340;
/// The height of a station, and of a branch.
const ROW: usize = 44;
/// Where the trunk stands, and where branches end.
const TRUNK: usize = 22;
const LEAF: usize = 76;
/// How many letters of a station's name fit into a line.
const LETTERS: usize = 17;

/// The way from the list to the picture.
pub(super) fn path_to_flow(view: &View) -> Html {
    html! { <p>{ view.link(&Page::Flow, "link", view.t("recipients-flow").into()) }</p> }
}

/// Where the data of one provider went.
pub(super) fn picture(view: &View, source: &Source, branches: &[Branch]) -> Html {
    let stations = if source.own && view.site.hospital {
        vec![view.plain(&source.provider.name)]
    } else {
        vec![view.t("flow-hospitals"), view.plain(&source.provider.name)]
    };
    let (mut drawn, mut top) = (Vec::new(), 0);
    for name in &stations {
        drawn.push(station(name, top));
        top += ROW + 12;
    }
    let trunk = top - 12;
    for branch in branches {
        drawn.push(leaf(view, branch, top, trunk));
        top += ROW;
        for (kind, count) in &branch.onward {
            let says =
                view.with("flow-onward", &[("kind", view.kind(*kind)), ("count", view.number(*count))]);
            drawn.push(onward(&says, top));
            top += ROW - 12;
        }
    }
    html! {
        <svg class="flow" viewBox={format!("0 0 {WIDTH} {top}")} aria-hidden="true" focusable="false">
            { for drawn }
        </svg>
    }
}

fn station(name: &str, top: usize) -> Html {
    let link =
        (top > 0).then(|| html! { <path class="flow__line" d={format!("M{TRUNK} {}v12", top - 12)} /> });
    html! {
        <>
            { link }
            <rect class="flow__station" x="1" y={top.to_string()} width={(WIDTH - 2).to_string()} height={ROW.to_string()} rx="10" />
            <circle class="flow__point" cx={TRUNK.to_string()} cy={(top + ROW / 2).to_string()} r="5" />
            <text class="flow__name" x="40" y={(top + ROW / 2 + 6).to_string()}>{ shortened(name) }</text>
        </>
    }
}

/// A name that does not fit is cut where it stands: the heading above says it whole.
fn shortened(name: &str) -> String {
    // Latin letters take about half the room of Japanese ones.
    let room = |c: char| if c.is_ascii() { 1 } else { 2 };
    let mut left = LETTERS * 2;
    let mut fits = name.chars().take_while(|c| {
        let fits = room(*c) <= left;
        left = left.saturating_sub(room(*c));
        fits
    });
    let text: String = fits.by_ref().collect();
    if text.len() < name.len() { format!("{text}…") } else { text }
}

fn leaf(view: &View, branch: &Branch, top: usize, trunk: usize) -> Html {
    let middle = top + ROW / 2;
    // Twice as many organisations are one step thicker.
    let thickness = 2 + branch.organisations.max(1).ilog2() * 2;
    let says = view.with(
        "flow-branch",
        &[("kind", view.kind(branch.kind)), ("count", view.number(branch.organisations))],
    );
    html! {
        <>
            <path class="flow__line" d={format!("M{TRUNK} {trunk}V{}Q{TRUNK} {middle} {} {middle}", middle - 12, TRUNK + 12)} />
            <path class="flow__branch" stroke-width={thickness.to_string()} d={format!("M{} {middle}H{LEAF}", TRUNK + 12)} />
            <text x={(LEAF + 10).to_string()} y={(middle + 6).to_string()}>{ says }</text>
        </>
    }
}

fn onward(says: &str, top: usize) -> Html {
    let middle = top + 10;
    html! {
        <>
            <path class="flow__onward" d={format!("M{LEAF} {}v{}h16", top - ROW / 2 + 4, ROW / 2 + 6)} />
            <text class="flow__small" x={(LEAF + 24).to_string()} y={(middle + 6).to_string()}>{ says.to_owned() }</text>
        </>
    }
}
