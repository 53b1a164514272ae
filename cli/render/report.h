#pragma once

#include <string>

#include "model/evidence.h"

namespace sig::cli {

/// One evidence in the forms that other tools read. Each escapes for its own syntax; what comes
/// from traffic was redacted when the evidence was made.

/// One self-contained page: no network, no request; its Content-Security-Policy allows just its own
/// script and style, by their hashes.
std::string report_html(const Evidence& evidence);

/// JUnit XML as Jenkins and GitLab read it: a suite per corpus, a case per signature. A benign hit
/// of a signature that blocks is a failure; a run that proves nothing is an error.
std::string report_junit(const Evidence& evidence);

/// SARIF 2.1.0 (OASIS): a result per signature with benign hits, at the signature's line.
std::string report_sarif(const Evidence& evidence);

/// Markdown for a merge request.
std::string report_markdown(const Evidence& evidence);

}  // namespace sig::cli
