//! Dice that always fall the same way: digests of a counter.

use nattoku_ledger::leaf_hash;

pub(crate) struct Dice {
    seed: String,
    thrown: u64,
}

impl Dice {
    pub(crate) fn new(seed: &str) -> Self {
        Self { seed: seed.to_owned(), thrown: 0 }
    }

    pub(crate) fn bytes(&mut self) -> [u8; 32] {
        self.thrown += 1;
        leaf_hash(format!("{} {}", self.seed, self.thrown).as_bytes()).0
    }

    /// A number below another one.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let (bytes, _) =
            self.bytes().split_first_chunk::<8>().map(|(first, rest)| (*first, rest.len())).unwrap();
        usize::try_from(u64::from_be_bytes(bytes) % u64::try_from(end).unwrap()).unwrap()
    }

    pub(crate) fn one_of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}
