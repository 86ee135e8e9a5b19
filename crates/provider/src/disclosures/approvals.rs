//! What review bodies decided (S12), from the signed feeds of the providers that are followed. Of a provider that is not shown
//! to patients nothing counts: what nobody can see, nobody can refuse.

use super::shown_as;
use crate::store::followed::mirrored_reviews;
use nattoku_consent::{Approvals, Catalogue};
use nattoku_disclosure::entry::{Publication, approvals};
use sqlx::AnyConnection;

/// Reads every decision that is mirrored.
///
/// # Errors
/// The database cannot be read.
pub(crate) async fn mirrored(
    connection: &mut AnyConnection,
    catalogue: &Catalogue,
) -> Result<Approvals, sqlx::Error> {
    let parts = mirrored_reviews(connection).await?;
    let shown = parts.iter().filter(|part| shown_as(&part.manifest.provider, catalogue).is_ok());
    let reviews = shown.flat_map(|part| {
        let by = Publication { programmes: &part.programmes, next_update: part.manifest.next_update };
        part.reviews.iter().map(move |review| (by, review))
    });
    Ok(approvals(reviews, &catalogue.provider.country))
}
