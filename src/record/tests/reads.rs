//! Who read the record, as a patient sees it: when, who by kind, and why.

use super::render;
use crate::model::tests::sample::now;
use crate::record::State;
use crate::record::reads::Reads;
use crate::route::Route;
use crate::screens::tests::states::with_history;
use chrono::{DateTime, Duration, Utc};
use nattoku_consent::wire::{DeskReason, ExportReason, Reader, ReadsView, RecordRead, SystemPurpose};

fn read(at: DateTime<Utc>, reader: Reader) -> RecordRead {
    RecordRead { at, reader }
}

fn system(purpose: SystemPurpose) -> Reader {
    Reader::System { name: "his".to_owned(), purpose }
}

/// A record that was read in every way, in part twice on one day.
pub(super) fn state() -> State {
    let readers = DeskReason::ALL.map(Reader::Desk).into_iter();
    let readers = readers.chain(SystemPurpose::DECLARED.map(system));
    let readers = readers.chain([system(SystemPurpose::Undeclared), system(SystemPurpose::Undeclared)]);
    let readers = readers.chain(ExportReason::ALL.map(Reader::Export));
    let release = Reader::Release { recipient: super::recipient() };
    let mut reads: Vec<_> = readers.chain([release]).map(|reader| read(now(), reader)).collect();
    reads.push(read(now() - Duration::days(3), Reader::Desk(DeskReason::Question)));
    loaded(reads, Some(100))
}

fn loaded(reads: Vec<RecordRead>, next: Option<u32>) -> State {
    State { reads: Reads::Loaded(ReadsView { reads, next }), ..State::default() }
}

fn text(state: State, language: &str) -> String {
    let page = render(with_history(Route::History), state, language);
    page.text().replace(['\u{2068}', '\u{2069}'], "")
}

#[test]
fn who_read_is_named_by_kind_with_the_reason_and_the_day() {
    let page = text(state(), "ja");
    for line in [
        "窓口の担当者：答えを受け付けるため",
        "病院のシステム「his」：診療の記録に、あなたの答えを示すため",
        "病院のシステム「his」：目的は、窓口におたずねください（2回）",
        "病院での一覧づくり：お知らせや連絡を送るため",
        "「大学」への情報の提供：情報をわたしてよいか確かめるため",
        "前に見た人も示す",
    ] {
        assert!(page.contains(line), "{line} in {page}");
    }
    assert_eq!(page.matches("窓口の担当者：質問に答えるため").count(), 2, "once on each day");
    assert!(text(state(), "en").contains("Staff at the help desk: to record an answer"));
}

#[test]
fn no_reads_and_reads_that_could_not_be_fetched_are_shown_differently() {
    let shown = [loaded(Vec::new(), None), State { reads: Reads::Failed, ..State::default() }];
    let [nobody, unknown] = shown.map(|state| text(state, "ja"));
    assert!(nobody.contains("まだ、だれも見ていません。") && !nobody.contains("前に見た人も示す"));
    assert!(unknown.contains("見た人の一覧を読めませんでした。") && !unknown.contains("だれも見ていません"));
    assert!(!text(State::default(), "ja").contains("だれも見ていません"), "while it loads");
}

#[test]
fn a_page_that_fails_takes_nothing_away() {
    let page = |reads: &[RecordRead], next| Some(ReadsView { reads: reads.to_vec(), next });
    let one = [read(now(), Reader::Desk(DeskReason::Answer))];
    let mut reads = Reads::default();
    reads.add(page(&one, Some(100)));
    let before = reads.clone();
    reads.add(None);
    assert_eq!(reads, before);
    reads.add(page(&one, None));
    let Reads::Loaded(loaded) = &reads else { panic!("{reads:?}") };
    assert_eq!((loaded.reads.len(), loaded.next), (2, None));
    let mut none = Reads::default();
    none.add(None);
    assert_eq!(none, Reads::Failed);
}
