//! Line icons, all in one weight. They repeat what words say, so a screen reader passes over them.

use yew::prelude::*;

/// What is pictured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    /// A hospital.
    Hospital,
    /// A database.
    Registry,
    /// A recipient.
    Recipient,
    /// An arrow onward.
    Onward,
    /// A check mark.
    Check,
    /// A telephone.
    Phone,
    /// A clock.
    Clock,
    /// A heart: care.
    Care,
    /// Arrows around: it can be changed.
    Change,
    /// A sign that says stop.
    Stop,
    /// A letter: a notice.
    Notice,
    /// A question to the person.
    Ask,
    /// A sign that asks for attention.
    Alert,
}

impl Picture {
    const fn path(self) -> &'static str {
        match self {
            Self::Hospital => "M4 21V8l8-5 8 5v13M2 21h20M12 8v6M9 11h6M10 21v-4h4v4",
            Self::Registry => "M4 6c0-4 16-4 16 0v12c0 4-16 4-16 0zM4 6c0 4 16 4 16 0M4 12c0 4 16 4 16 0",
            Self::Recipient => "M3 21h18M5 21V5h9v16M14 10h5v11M8 9h3M8 13h3M8 17h3",
            Self::Onward => "M4 12h15M13 6l6 6-6 6",
            Self::Check => "M4 13l5 5L20 6",
            Self::Phone => {
                "M6 3h4l1.5 5-2.5 2a12 12 0 0 0 5 5l2-2.5 5 1.5v4c0 1-1 2-2 2C11 20 4 13 4 5c0-1 1-2 2-2z"
            }
            Self::Clock => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l4 2",
            Self::Care => "M12 20C2 13 3 4 8.5 4 11 4 12 7 12 7s1-3 3.5-3C21 4 22 13 12 20z",
            Self::Change => "M4 11a8 8 0 0 1 14-4l2 2M20 4v5h-5M20 13a8 8 0 0 1-14 4l-2-2M4 20v-5h5",
            Self::Stop => "M8 3h8l5 5v8l-5 5H8l-5-5V8zM8 12h8",
            Self::Alert => "M12 3L2 20h20zM12 9v5M12 17v.2",
            Self::Notice => "M3 6h18v13H3zM3 7l9 7 9-7",
            Self::Ask => {
                "M4 4h16v12h-9l-5 4v-4H4zM9.5 8.5c0-3 5-3 5 0 0 1.500-2.500 1.500-2.500 3M12 13.500v.2"
            }
        }
    }
}

/// A line icon.
pub fn icon(picture: Picture) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d={picture.path()} />
        </svg>
    }
}
