//! A text in which hard words open their meaning in place (S24): the reader never loses the line.

use crate::components::view::View;
use nattoku_consent::catalogue::Term;
use yew::prelude::*;

/// The properties of [`Glossed`].
#[derive(Clone, PartialEq, Properties)]
pub struct GlossedProps {
    /// What it is given.
    pub view: View,
    /// The text.
    pub text: String,
}

/// A text in which hard words open their meaning in place.
#[component]
pub fn Glossed(props: &GlossedProps) -> Html {
    let opened = use_state_eq(|| None::<usize>);
    let glossary = &props.view.model.catalogue.glossary;
    let pieces = split(&props.text, glossary, |term| props.view.say(&term.word));
    let piece = |piece: &Piece<'_>| match piece {
        Piece::Plain(text) => html! { { *text } },
        Piece::Term(word, index) => {
            let (opened, index) = (opened.clone(), *index);
            let is_open = *opened == Some(index);
            let onclick = Callback::from(move |_| opened.set(if is_open { None } else { Some(index) }));
            let expanded = if is_open { "true" } else { "false" };
            html! { <button type="button" class="term" aria-expanded={expanded} {onclick}>{ *word }</button> }
        }
    };
    let meaning = opened.and_then(|index| glossary.get(index)).map(|term| {
        html! {
            <span class="term__meaning" role="note">
                <strong>{ props.view.say(&term.word) }</strong>{ props.view.say(&term.meaning) }
            </span>
        }
    });
    html! { <>{ for pieces.iter().map(piece) }{ meaning }</> }
}

/// A stretch of a text.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Plain(&'a str),
    /// A word of the glossary, with its place there.
    Term(&'a str, usize),
}

/// Finds the first mention of each term; where two begin at one place, the longer wins.
fn split<'a>(text: &'a str, glossary: &[Term], word: impl Fn(&Term) -> String) -> Vec<Piece<'a>> {
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    let mut terms: Vec<_> = glossary.iter().enumerate().map(|(index, term)| (index, word(term))).collect();
    terms.sort_by_key(|(_, word)| std::cmp::Reverse(word.len()));
    for (index, word) in terms.iter().filter(|(_, word)| !word.is_empty()) {
        let mentions = text.match_indices(word.as_str()).map(|(start, _)| (start, start + word.len()));
        let mut free = mentions.filter(|(start, end)| found.iter().all(|(s, e, _)| end <= s || e <= start));
        if let Some((start, end)) = free.next() {
            found.push((start, end, *index));
        }
    }
    found.sort_unstable();
    let mut pieces = Vec::new();
    let mut at = 0;
    for (start, end, index) in found {
        pieces.extend((at < start).then(|| Piece::Plain(&text[at..start])));
        pieces.push(Piece::Term(&text[start..end], index));
        at = end;
    }
    pieces.extend((at < text.len()).then(|| Piece::Plain(&text[at..])));
    pieces
}
