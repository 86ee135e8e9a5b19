//! Marks that must not stay: notes to oneself, paths of one machine, colours outside the palette.

use super::layers::has_word;
use super::tree::{Text, Tree};

/// Notes to oneself. Written in two halves, because this file is checked, too.
const NOTES: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];

/// Beginnings of paths that exist on one machine only.
const PATHS: [&str; 4] =
    [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/t", "mp/"), concat!("/ho", "me/")];

pub(super) fn check(tree: &Tree) -> Vec<String> {
    let written =
        |file: &&Text| !file.path.ends_with("package-lock.json") && !file.path.ends_with("Cargo.lock");
    let texts = tree.0.iter().filter(written).flat_map(check_text);
    texts.chain(tree.below("styles/", ".css").flat_map(check_style)).collect()
}

fn check_text(file: &Text) -> Vec<String> {
    let mut breaches = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        let place = format!("{}:{}", file.path, index + 1);
        for note in NOTES.iter().filter(|note| has_word(line, note)) {
            breaches.push(format!("{place}: says {note}. Do it, or open an issue."));
        }
        for path in PATHS.iter().filter(|path| names_path(line, path)) {
            breaches.push(format!("{place}: names {path}…, a path of one machine. Take it as an argument."));
        }
    }
    breaches
}

/// A path begins there; an address that goes on with the same words is none.
fn names_path(line: &str, path: &str) -> bool {
    let before = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '}');
    line.match_indices(path).any(|(at, _)| !line[..at].ends_with(before))
}

fn check_style(file: &Text) -> Vec<String> {
    let mut breaches = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        let place = format!("{}:{}", file.path, index + 1);
        let functions = ["rgb(", "rgba(", "hsl(", "oklch("];
        let is_colour = has_hex(line) || functions.iter().any(|function| line.contains(function));
        if is_colour && file.path != "styles/palette.css" {
            breaches.push(format!("{place}: a colour by value. Name it in palette.css and use a token."));
        }
        let may_name = ["styles/palette.css", "styles/tokens.css"].contains(&file.path.as_str());
        if line.contains("--palette-") && !may_name {
            breaches.push(format!("{place}: uses the palette. Use a token of tokens.css."));
        }
    }
    breaches
}

/// A hash with three to eight hexadecimal digits after it, in the value of a property.
fn has_hex(line: &str) -> bool {
    let Some((_, value)) = line.split_once(':') else { return false };
    value.split('#').skip(1).any(|rest| {
        let digits = rest.chars().take_while(char::is_ascii_hexdigit).count();
        let goes_on = rest.chars().nth(digits).is_some_and(|c| c.is_alphanumeric() || c == '-' || c == '_');
        (3..=8).contains(&digits) && !goes_on
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(path: &str, text: &str) -> usize {
        check_style(&Text { path: path.to_owned(), text: text.to_owned() }).len()
    }

    #[test]
    fn colours_live_in_the_palette_and_the_palette_in_the_tokens() {
        assert_eq!(
            style("styles/components/a.css", ".a { color: #fff; }\n.b { color: var(--palette-ink); }"),
            2
        );
        assert_eq!(style("styles/components/a.css", "#app { color: var(--text); }"), 0);
        assert_eq!(style("styles/palette.css", "--palette-ink: #1b1b1f;"), 0);
        assert_eq!(style("styles/tokens.css", "--text: var(--palette-ink);"), 0);
    }

    #[test]
    fn notes_and_paths_of_one_machine_are_found() {
        let text = format!(
            "// {}: later\nlet a = \"{}x\";\nlet b = \"https://a.example{}x\";",
            NOTES[0], PATHS[0], PATHS[0]
        );
        assert_eq!(check_text(&Text { path: "a.rs".to_owned(), text }).len(), 2);
    }
}
