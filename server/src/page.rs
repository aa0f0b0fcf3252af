//! The page: the files that `npm run build` made, with headers that allow nothing but what the page needs.

use crate::cookie;
use axum::{
    Router,
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use std::path::Path;
use tower_http::services::ServeDir;

/// Only what this server itself serves: no inline script or style, no frame, no form. WebAssembly has to be allowed by
/// name.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     connect-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

const HEADERS: [(HeaderName, HeaderValue); 7] = [
    // A browser may keep it, and asks each time whether it is still the same.
    (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Serves the folder, which has an `index.html`.
///
/// # Errors
/// There is no page in it: one line that says how to build it.
pub fn router(folder: &Path) -> Result<Router, String> {
    if !folder.join("index.html").is_file() {
        return Err(format!(
            "there is no page in {}: run `npm run build`, name the page's folder by --www, or give --no-www",
            folder.display()
        ));
    }
    // `name.br` and `name.gz` are sent in place of `name` where they exist. Nothing is compressed while it is served:
    // the stream must never be.
    let files = ServeDir::new(folder).precompressed_br().precompressed_gzip();
    Ok(Router::new().fallback_service(files).layer(middleware::from_fn(finish)))
}

/// Adds what all responses have, and what a page has: its cookie, so that many tabs that a new browser opens at once are
/// one user.
async fn finish(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let page = path.ends_with('/') || Path::new(path).extension().is_some_and(|extension| extension == "html");
    let known = cookie::user(request.headers()).is_some();
    let mut response = next.run(request).await;
    if response.status() == StatusCode::NOT_FOUND {
        response = (StatusCode::NOT_FOUND, "not found\n").into_response();
    }
    // Also with "not modified": when a browser starts again, it has the page still and the cookie no more.
    let served = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    if page && served && !known {
        match cookie::new_user() {
            Ok(user) => drop(response.headers_mut().insert(header::SET_COOKIE, cookie::set(user))),
            Err(error) => tracing::error!(%error, "no random numbers: no cookie is set"),
        }
    }
    response.headers_mut().extend(HEADERS);
    response
}
