//! A text in which hard words open their meaning in place (S24): the reader never loses the line.

use crate::components::text::element;
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
                { element("strong", "", props.view.say(&term.word)) }{ props.view.say(&term.meaning) }
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

/// Finds the first mention of each term; where several begin at one place, the longest wins.
fn split<'a>(text: &'a str, glossary: &[Term], word: impl Fn(&Term) -> String) -> Vec<Piece<'a>> {
    let mut words: Vec<String> = glossary.iter().map(word).collect();
    let (mut pieces, mut from, mut at) = (Vec::new(), 0, 0);
    while let Some(next) = text[at..].chars().next() {
        let begins = |word: &String| !word.is_empty() && text[at..].starts_with(word.as_str());
        let found =
            (0..words.len()).filter(|index| begins(&words[*index])).max_by_key(|index| words[*index].len());
        let Some(index) = found else {
            at += next.len_utf8();
            continue;
        };
        // Taken, so that only its first mention opens the meaning.
        let end = at + std::mem::take(&mut words[index]).len();
        pieces.extend((from < at).then(|| Piece::Plain(&text[from..at])));
        pieces.push(Piece::Term(&text[at..end], index));
        (from, at) = (end, end);
    }
    pieces.extend((from < text.len()).then(|| Piece::Plain(&text[from..])));
    pieces
}
