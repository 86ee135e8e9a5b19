//! The disclosures' movement, tested as a reader and a network make it move.
