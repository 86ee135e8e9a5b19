//! The domain's histories with more people in them: staff, proxies under mandates good and bad, children who grow up.

use crate::history::{DAY, Happening, entries, history};
use crate::sample::{day, id};
use nattoku_consent::event::{Actor, Channel, Desk};
use nattoku_consent::mandate::{Ends, Mandate, ProxyBasis};
use nattoku_consent::{Body, Decision, Entry, EventId};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// What is done to an entry.
#[derive(Debug, Clone)]
struct Dressed {
    actor: u8,
    channel: Channel,
    desk: Option<Desk>,
    timed: bool,
    instead: Option<Instead>,
    explained: bool,
}

/// What may stand in an entry's place.
#[derive(Debug, Clone)]
enum Instead {
    Began(ProxyBasis, Ends),
    Ended(u8),
}

fn desk() -> impl Strategy<Value = Option<Desk>> {
    let scan = proptest::option::of(Just("箱 7".to_owned()));
    let signed = proptest::option::of((0_u64..120).prop_map(day));
    let confirmed_by = proptest::option::of(Just("s-13".to_owned()));
    proptest::option::of((scan, signed, confirmed_by).prop_map(|(scan, signed, confirmed_by)| Desk {
        staff: "s-12".to_owned(),
        scan,
        signed,
        confirmed_by,
    }))
}

fn instead() -> impl Strategy<Value = Option<Instead>> {
    let bases = vec![ProxyBasis::Parent, ProxyBasis::Guardian, ProxyBasis::Curator, ProxyBasis::Family];
    let ends = (0_u64..120, any::<bool>()).prop_map(|(number, of_age)| match of_age {
        true => Ends::ComingOfAge(day(number)),
        false => Ends::On(day(number)),
    });
    prop_oneof![
        8 => Just(None),
        3 => (select(bases), ends).prop_map(|(basis, ends)| Some(Instead::Began(basis, ends))),
        1 => (0_u8..10).prop_map(|which| Some(Instead::Ended(which))),
    ]
}

fn dressed() -> impl Strategy<Value = Dressed> {
    let channels = vec![Channel::App, Channel::Kiosk, Channel::Paper, Channel::Phone];
    (0_u8..14, select(channels), desk(), any::<bool>(), instead(), any::<bool>()).prop_map(
        |(actor, channel, desk, timed, instead, explained)| Dressed {
            actor,
            channel,
            desk,
            timed,
            instead,
            explained,
        },
    )
}

/// Entries of every kind there is.
pub(crate) fn peopled() -> impl Strategy<Value = (Vec<Happening>, Vec<Entry>)> {
    (history(), vec(dressed(), 10)).prop_map(|(history, dressed)| {
        let entries = entries(&history).into_iter().zip(dressed).map(dress).collect();
        (history, entries)
    })
}

fn event_id(place: u8) -> EventId {
    EventId(uuid::Uuid::from_u128(place.into()))
}

fn dress((mut entry, dressed): (Entry, Dressed)) -> Entry {
    let event = &mut entry.event;
    event.actor = match dressed.actor {
        0..=3 => Actor::Patient,
        4 => Actor::Staff,
        mandate => Actor::Proxy(event_id(mandate - 5)),
    };
    event.channel = dressed.channel;
    event.desk = dressed.desk;
    event.device_time = event.device_time.filter(|_| dressed.timed);
    if let Body::Decided(Decision::Answered { explained, .. }) = &mut event.body
        && dressed.explained
    {
        *explained = vec![id("never"), id("always")];
    }
    match dressed.instead {
        None => {}
        Some(Instead::Began(basis, ends)) => {
            let (proxy, person) = ("藤枝 花".to_owned(), "藤枝 太郎".to_owned());
            event.body = Body::ProxyBegan(Mandate { basis, proxy, person, ends });
        }
        Some(Instead::Ended(which)) => event.body = Body::ProxyEnded(event_id(which)),
    }
    entry
}

/// Instants from one on, some of them at the edge of a day.
pub(crate) fn later() -> impl Strategy<Value = i64> {
    prop_oneof![Just(0), 0..120 * DAY, (1..120_i64).prop_map(|day| day * DAY - 1)]
}
