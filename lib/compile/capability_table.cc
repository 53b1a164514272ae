#include "compile/capability.h"
#include "compile/rule_files.h"
#include "model/signature_json.h"

namespace sig::compile {
namespace {

std::string write_matcher(const WriteRequest& request) {
  return signatures_document(request.signatures);
}

using Suricata = RuleFile<suricata_dialect>;
using Snort2 = RuleFile<snort2_dialect>;
using Snort3 = RuleFile<snort3_dialect>;

const Engine engines[] = {
    {"sigmatchd", matcher_artifact_path, write_matcher},
    {"suricata",
     "artifacts/suricata/sigctl.rules",
     Suricata::write,
     Suricata::refusals,
     Suricata::rules_needed},
    {"snort2",
     "artifacts/snort2/sigctl.rules",
     Snort2::write,
     Snort2::refusals,
     Snort2::rules_needed},
    {"snort3",
     "artifacts/snort3/sigctl.rules",
     Snort3::write,
     Snort3::refusals,
     Snort3::rules_needed},
};

constexpr std::string_view whole;
constexpr std::string_view arguments = "no buffer holds arguments one by one";
constexpr std::string_view cookies = "no buffer holds cookies one by one";
constexpr std::string_view logs = "it sees traffic, no logs";
constexpr std::string_view no_buffer = "no buffer holds it";
constexpr std::string_view sizes = "it tests the size of payloads only";
constexpr std::string_view transform = "no transform does it";
constexpr std::string_view no_transforms = "it has no transforms";

// A column for each engine, in the order above. What is whole here may still not go together in one
// signature: then the builder of its rules says why.
const CapabilityRow rows[] = {
    {"field http.method", {whole, whole, whole, whole}},
    {"field http.uri", {whole, whole, whole, whole}},
    {"field http.path", {whole, whole, whole, whole}},
    {"field http.query", {whole, whole, whole, whole}},
    {"field http.args", {whole, arguments, arguments, arguments}},
    {"field http.arg.", {whole, arguments, arguments, arguments}},
    {"field http.arg_names", {whole, arguments, arguments, arguments}},
    {"field http.headers", {whole, whole, whole, whole}},
    {"field http.header.", {whole, whole, whole, whole}},
    {"field http.cookies", {whole, cookies, cookies, cookies}},
    {"field http.cookie.", {whole, whole, whole, whole}},
    {"field http.user_agent", {whole, whole, whole, whole}},
    {"field http.host", {whole, whole, whole, whole}},
    {"field http.body", {whole, whole, whole, whole}},
    {"field http.version", {whole, whole, no_buffer, whole}},
    {"field http.status", {whole, whole, whole, whole}},
    {"field http.response.headers", {whole, whole, whole, whole}},
    {"field http.response.body", {whole, whole, whole, whole}},
    {"field client.ip", {whole, whole, whole, whole}},
    {"field client.port", {whole, whole, whole, whole}},
    {"field server.ip", {whole, whole, whole, whole}},
    {"field server.port", {whole, whole, whole, whole}},
    {"field packet.payload", {whole, whole, whole, whole}},
    {"field packet.size", {whole, whole, sizes, sizes}},
    {"field packet.protocol", {whole, whole, whole, whole}},
    {"field tcp.flags", {whole, whole, whole, whole}},
    {"field icmp.type", {whole, whole, whole, whole}},
    {"field icmp.code", {whole, whole, whole, whole}},
    {"field stream.client", {whole, whole, whole, whole}},
    {"field stream.server", {whole, whole, whole, whole}},
    {"field tls.sni", {whole, whole, no_buffer, no_buffer}},
    {"field tls.ja3", {whole, whole, no_buffer, no_buffer}},
    {"field dns.query", {whole, whole, no_buffer, no_buffer}},
    {"field log.message", {whole, logs, logs, logs}},
    {"field log.program", {whole, logs, logs, logs}},
    {"field log.host", {whole, logs, logs, logs}},
    {"field log.", {whole, logs, logs, logs}},
    {"operator contains", {whole, whole, whole, whole}},
    {"operator equals", {whole, whole, whole, whole}},
    {"operator starts_with", {whole, whole, whole, whole}},
    {"operator ends_with", {whole, whole, whole, whole}},
    {"operator regex", {whole, whole, whole, whole}},
    {"operator one_of", {whole, whole, whole, whole}},
    {"operator in", {whole, whole, whole, whole}},
    {"operator less_than", {whole, whole, whole, whole}},
    {"operator greater_than", {whole, whole, whole, whole}},
    {"operator exists", {whole, whole, whole, whole}},
    {"decode url", {whole, whole, whole, whole}},
    {"decode html", {whole, transform, no_transforms, no_transforms}},
    {"decode base64", {whole, transform, no_transforms, no_transforms}},
    {"decode hex", {whole, transform, no_transforms, no_transforms}},
    {"decode lowercase", {whole, whole, whole, whole}},
    {"decode whitespace", {whole, whole, no_transforms, no_transforms}},
    {"decode path", {whole, whole, whole, whole}},
    {"decode nulls", {whole, transform, no_transforms, no_transforms}},
    {"decode comments", {whole, transform, no_transforms, no_transforms}},
    {"decode js", {whole, transform, no_transforms, no_transforms}},
    {"decode css", {whole, transform, no_transforms, no_transforms}},
    {"decode utf8", {whole, transform, no_transforms, no_transforms}},
    {"condition all", {whole, whole, whole, whole}},
    {"condition any", {whole, whole, whole, whole}},
    {"condition none", {whole, whole, whole, whole}},
    {"ignore_case", {whole, whole, whole, whole}},
    {"rate", {whole, whole, whole, whole}},
};

}  // namespace

const CapabilityTable& capability_table() {
  static const CapabilityTable table{engines, rows, capability_differences()};
  return table;
}

}  // namespace sig::compile
