//! The table of routes: each operation with the right that it needs. An operation without one cannot be written down,
//! and what is not here is refused.

use std::convert::Infallible;

use axum::{
    Router,
    extract::{Request, State},
    handler::Handler,
    middleware::{self, Next},
    response::Response,
    routing::{MethodFilter, on},
};
use rechime_store::api_keys::Scope;

use super::{caller::Caller, problem_details::ProblemDetails};
use crate::app::App;

/// What a caller must hold for an operation. The admin key does for each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Right {
    /// The admin key: no key of a store does.
    AdminKey,
    /// A key of the store that the path names, with this scope.
    Scope(Scope),
}

pub(super) const ADMIN_KEY: Right = Right::AdminKey;
pub(super) const READ: Right = Right::Scope(Scope::Read);
pub(super) const WRITE_SUBSCRIBERS: Right = Right::Scope(Scope::WriteSubscribers);
pub(super) const WRITE_FLOWS: Right = Right::Scope(Scope::WriteFlows);
pub(super) const WRITE_SETTINGS: Right = Right::Scope(Scope::WriteSettings);

/// One operation.
#[cfg(test)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Operation {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) right: Right,
}

/// Routes whose operations ask for rights.
#[derive(Default)]
pub(crate) struct Routes {
    router: Router<App>,
    #[cfg(test)]
    operations: Vec<Operation>,
}

macro_rules! methods {
    ($($name:ident $filter:ident)*) => {
        $(
            pub(super) fn $name<H, T>(self, path: &str, right: Right, handler: H) -> Self
            where
                H: Handler<T, App>,
                T: 'static,
            {
                self.on(MethodFilter::$filter, stringify!($filter), path, right, handler)
            }
        )*
    };
}

impl Routes {
    methods! { get GET  post POST  put PUT  patch PATCH  delete DELETE }

    #[cfg_attr(not(test), expect(unused_variables, reason = "the name of the method is for tests"))]
    fn on<H, T>(
        mut self,
        filter: MethodFilter,
        method: &'static str,
        path: &str,
        right: Right,
        handler: H,
    ) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let guard = middleware::from_fn_with_state(right, check);
        self.router = self.router.route(path, on(filter, handler).layer::<_, Infallible>(guard));
        #[cfg(test)]
        self.operations.push(Operation { method, path: path.to_owned(), right });
        self
    }

    /// Adds other routes.
    pub(super) fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        #[cfg(test)]
        self.operations.extend(other.operations);
        self
    }

    /// Adds other routes below a path.
    pub(super) fn nest(mut self, path: &str, other: Self) -> Self {
        self.router = self.router.nest(path, other.router);
        #[cfg(test)]
        self.operations.extend(
            other
                .operations
                .into_iter()
                .map(|operation| Operation { path: format!("{path}{}", operation.path), ..operation }),
        );
        self
    }

    /// The routes for axum.
    pub(crate) fn into_router(self) -> Router<App> {
        self.router
    }

    /// What is there.
    #[cfg(test)]
    pub(crate) fn operations(self) -> Vec<Operation> {
        self.operations
    }
}

/// Lets a caller through who holds the right.
async fn check(
    State(right): State<Right>,
    caller: Caller,
    request: Request,
    next: Next,
) -> Result<Response, ProblemDetails> {
    caller.check(right)?;
    Ok(next.run(request).await)
}
