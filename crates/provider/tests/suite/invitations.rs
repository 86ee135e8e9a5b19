//! Invitations: the list of patients is read whole or not at all, and the sheet shows text as text.

use crate::common::catalogue::catalogue;
use nattoku::catalogue::Published;
use nattoku::cli::invite::{make, read};
use nattoku::cli::letter::Invitee;
use nattoku::cli::sheet;
use nattoku::texts::Texts;
use nattoku_consent::paper::WordsCode;

fn invitees(text: &str) -> Result<Vec<Invitee>, String> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let now = "2026-05-01T00:00:00Z".parse().unwrap();
    read(file.path(), &catalogue(), now).map_err(|faults| faults.to_string())
}

#[test]
fn every_broken_row_of_the_list_is_named() {
    let faults = invitees(
        "patient,birth_date,language,name\nA,1947-03-05,ja,\nA,1947-03-05,ja,\nB,昭和22年3月5日,ja,\nC,2026-05-02,ja,\n\
         D,1947-03-05,fr,\nE,1947-03-05,,\n",
    )
    .unwrap_err();
    let lines: Vec<_> = faults.lines().collect();
    for (index, (line, column)) in
        [(3, "patient"), (4, "birth_date"), (5, "birth_date"), (6, "language"), (7, "language")]
            .iter()
            .enumerate()
    {
        assert!(lines[index].contains(&format!(":{line}: column {column}: ")), "{}", lines[index]);
    }
}

#[test]
fn the_sheet_carries_the_link_the_desk_and_the_name_as_text() {
    let invitees =
        invitees("patient,birth_date,language,name\nA,1947-03-05,ja,<b>藤枝</b>\nB,1947-03-05,en,\n")
            .unwrap();
    let until = "2026-08-01T00:00:00Z".parse().unwrap();
    let (letters, invitations) =
        make(invitees, &catalogue(), "https://consent.hospital.example", until).unwrap();
    assert_eq!((letters.len(), invitations.len()), (2, 2));
    let texts = Texts::load().unwrap();
    let published = Published::new(catalogue()).unwrap();
    let words = WordsCode::new(&published.digest, &published.catalogue).to_string();
    let sheets: Vec<_> =
        letters.iter().map(|letter| sheet::html(&texts, &published, letter).unwrap()).collect();
    for (letter, sheet) in letters.iter().zip(&sheets) {
        assert!(
            letter
                .link
                .starts_with(&format!("https://consent.hospital.example/{}/#i=", letter.invitee.language))
        );
        assert_eq!(letter.link.split_once("#i=").unwrap().1.len(), 22);
        assert!(sheet.contains(&letter.link) && sheet.contains("<svg") && sheet.contains("03-1234-5678"));
        assert!(
            sheet.contains(&words) && sheet.matches("<svg").count() == 2,
            "the code of its words, to scan as well"
        );
        assert!(!sheet.contains("{{") && !sheet.contains("1947"), "{sheet}");
    }
    assert!(sheets[0].contains("&lt;b&gt;藤枝&lt;/b&gt; 様") && !sheets[0].contains("<b>藤枝"));
    assert!(sheets[0].contains("2026年7月31日まで使えます。"), "{}", sheets[0]);
    assert!(
        sheets[1].contains("It works until 31 July 2026.")
            && sheets[1].contains("Test Hospital &lt;&amp;&gt;")
    );
}
