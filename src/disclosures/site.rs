//! Where things are on the site that shows the disclosures: a hospital's server, which draws any page, or a
//! society's plain files, of which every page must be one.

use serde::Deserialize;

/// Where things are.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Site {
    /// The address of the index.
    pub index: String,
    /// The address below which the pages of this language stand, such as `/ja/`.
    pub pages: String,
    /// Whether people can sign in here: on a hospital's site, not on a society's.
    pub hospital: bool,
    /// Whether the app is around, which then has the address bar.
    pub embedded: bool,
}

impl Site {
    /// The address of a page, by its path such as `recipients/minato/r-1`.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        if self.hospital {
            return format!("{}{path}", self.pages);
        }
        // Plain files have a page for each list, and none for each entry.
        match path.split_once('/') {
            Some((list, entry)) => format!("{}{list}/?entry={entry}", self.pages),
            None => format!("{}{path}/", self.pages),
        }
    }

    /// The path of a page, by what the address bar says; that of the first list where it says nothing.
    #[must_use]
    pub fn path(&self, pathname: &str, search: &str) -> String {
        let list = pathname.strip_prefix(self.pages.as_str()).unwrap_or_default().trim_matches('/');
        let list = list.trim_end_matches("index.html").trim_matches('/');
        let entry = search.strip_prefix("?entry=").unwrap_or_default();
        match (list, entry) {
            ("", _) => "recipients".to_owned(),
            (list, "") => list.to_owned(),
            (list, entry) => format!("{list}/{entry}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_an_address_that_leads_back_to_it() {
        for hospital in [true, false] {
            let site = Site { index: String::new(), pages: "/sub/ja/".to_owned(), hospital, embedded: false };
            for path in ["recipients", "recipients/minato/r-1", "flow", "trials"] {
                let address = site.address(path);
                let (pathname, search) = address.split_at(address.find('?').unwrap_or(address.len()));
                assert_eq!(site.path(pathname, search), path, "{address}");
            }
        }
    }

    #[test]
    fn the_first_list_is_shown_where_the_address_names_none() {
        let site = Site { index: String::new(), pages: "/ja/".to_owned(), hospital: false, embedded: false };
        assert_eq!(site.path("/ja/", ""), "recipients");
        assert_eq!(site.path("/ja/outcomes/index.html", ""), "outcomes");
    }
}
