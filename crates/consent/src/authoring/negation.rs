//! Double negatives: sentences that take two turns to say yes.

/// Japanese turns that deny a denial, as they begin.
const JAPANESE: [&str; 27] = [
    "なくはな",
    "なくはあり",
    "なくもな",
    "なくもあり",
    "ないわけでは",
    "ないわけじゃ",
    "ないことはな",
    "ないことはあり",
    "ないこともな",
    "ないこともあり",
    "ないとは言",
    "ないとはいえ",
    "ないとはいい",
    "ないとは限",
    "ないとはかぎ",
    "ないとも限",
    "ないものはあり",
    "ないではいられ",
    "ないでもな",
    "ざるを得",
    "ざるをえ",
    "ずにはいられ",
    "ずにはおけ",
    "なければな",
    "なければいけ",
    "なくてはな",
    "なくてはいけ",
];

/// English words that deny.
const DENIALS: [&str; 12] = [
    "not", "no", "never", "cannot", "nobody", "nothing", "none", "neither", "nowhere", "hardly", "without",
    "unless",
];

/// Words that deny only what another word has denied before them.
const WEAK: [&str; 8] =
    ["unlikely", "uncommon", "unusual", "unclear", "impossible", "unable", "unaware", "unnecessary"];

/// Words after which a new clause may deny anew.
const JOINTS: [&str; 15] = [
    "and", "but", "or", "so", "because", "if", "when", "while", "that", "which", "who", "what", "than", "as",
    "whether",
];

/// The double negative in a sentence, if there is one.
pub(super) fn double(sentence: &str, language: &str) -> Option<String> {
    match language.split('-').next() {
        Some("ja") => JAPANESE.iter().find(|turn| sentence.contains(**turn)).map(|turn| (*turn).to_owned()),
        Some("en") => {
            sentence.split([',', ';', ':', '—', '(', ')', '“', '”', '"']).find_map(double_in_clauses)
        }
        _ => None,
    }
}

fn double_in_clauses(part: &str) -> Option<String> {
    let mut first: Option<String> = None;
    let mut before = String::new();
    for word in part.split_whitespace() {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().replace('’', "'");
        if JOINTS.contains(&word.as_str()) {
            first = None;
        } else if denies(&word, &before) || (first.is_some() && WEAK.contains(&word.as_str())) {
            match &first {
                Some(first) => return Some(format!("{first} … {word}")),
                None => first = Some(word.clone()),
            }
        }
        before = word;
    }
    None
}

/// "No" as an answer, as in "if you say no", denies nothing.
fn denies(word: &str, before: &str) -> bool {
    let is_answer = word == "no"
        && (before.starts_with("say") || before.starts_with("answer") || before == "a" || before == "said");
    (DENIALS.contains(&word) || word.ends_with("n't")) && !is_answer
}
