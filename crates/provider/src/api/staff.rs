//! Who asks at the desk: a staff member, by their token, and what it opens.

use super::extract::Bearer;
use super::problem::ApiError;
use crate::desk::Staff;
use crate::provider::Provider;
use crate::rate::OF_STAFF;
use crate::secrets::Hash;
use crate::store::erase::Eraser;
use crate::store::staff::{Right, StaffMember};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Who has a staff member's token. What it opens is asked with each right.
#[derive(Debug)]
pub struct Member {
    member: StaffMember,
    token: Hash,
    now: DateTime<Utc>,
}

impl FromRequestParts<Arc<Provider>> for Member {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, provider: &Arc<Provider>) -> Result<Self, ApiError> {
        let bearer = Bearer::from_request_parts(parts, provider).await.map_err(|_| ApiError::NotStaff)?;
        let member = provider.store.staff_of(&bearer.0).await?.ok_or(ApiError::NotStaff)?;
        let (token, now) = (bearer.0, provider.now());
        provider.token_rates.count(&token, OF_STAFF, now).map_err(ApiError::TooManyRequests)?;
        Ok(Self { member, token, now })
    }
}

impl Member {
    /// The staff member, if the token has this right now.
    pub(super) fn with(&self, right: Right) -> Result<&StaffMember, ApiError> {
        self.member.may(right, self.now)?;
        Ok(&self.member)
    }

    /// The staff member as who erases, if the token has that right now.
    pub(super) fn erases(&self) -> Result<Eraser, ApiError> {
        Ok(Eraser { id: self.with(Right::Erase)?.id.clone(), token: self.token })
    }

    pub(super) fn enters(&self, right: Right, scan: Option<String>) -> Result<Staff, ApiError> {
        let id = self.with(right)?.id.clone();
        Ok(Staff { id, scan, token: Some(self.token) })
    }
}
