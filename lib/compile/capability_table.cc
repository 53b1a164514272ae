#include "compile/capability.h"
#include "model/signature_json.h"

namespace sig::compile {
namespace {

constexpr std::string_view whole;

const Engine engines[] = {
    {"sigmatchd", matcher_artifact_path, signatures_document},
};

// A column for each engine, in the order above.
const CapabilityRow rows[] = {
    {"field http.method", {whole}},
    {"field http.uri", {whole}},
    {"field http.path", {whole}},
    {"field http.query", {whole}},
    {"field http.args", {whole}},
    {"field http.arg.", {whole}},
    {"field http.arg_names", {whole}},
    {"field http.headers", {whole}},
    {"field http.header.", {whole}},
    {"field http.cookies", {whole}},
    {"field http.cookie.", {whole}},
    {"field http.user_agent", {whole}},
    {"field http.host", {whole}},
    {"field http.body", {whole}},
    {"field http.version", {whole}},
    {"field http.status", {whole}},
    {"field http.response.headers", {whole}},
    {"field http.response.body", {whole}},
    {"field client.ip", {whole}},
    {"field client.port", {whole}},
    {"field server.ip", {whole}},
    {"field server.port", {whole}},
    {"field packet.payload", {whole}},
    {"field packet.size", {whole}},
    {"field packet.protocol", {whole}},
    {"field tcp.flags", {whole}},
    {"field icmp.type", {whole}},
    {"field icmp.code", {whole}},
    {"field stream.client", {whole}},
    {"field stream.server", {whole}},
    {"field tls.sni", {whole}},
    {"field tls.ja3", {whole}},
    {"field dns.query", {whole}},
    {"field log.message", {whole}},
    {"field log.program", {whole}},
    {"field log.host", {whole}},
    {"field log.", {whole}},
    {"operator contains", {whole}},
    {"operator equals", {whole}},
    {"operator starts_with", {whole}},
    {"operator ends_with", {whole}},
    {"operator regex", {whole}},
    {"operator one_of", {whole}},
    {"operator in", {whole}},
    {"operator less_than", {whole}},
    {"operator greater_than", {whole}},
    {"operator exists", {whole}},
    {"decode url", {whole}},
    {"decode html", {whole}},
    {"decode base64", {whole}},
    {"decode hex", {whole}},
    {"decode lowercase", {whole}},
    {"decode whitespace", {whole}},
    {"decode path", {whole}},
    {"decode nulls", {whole}},
    {"decode comments", {whole}},
    {"decode js", {whole}},
    {"decode css", {whole}},
    {"decode utf8", {whole}},
    {"condition all", {whole}},
    {"condition any", {whole}},
    {"condition none", {whole}},
    {"ignore_case", {whole}},
    {"rate", {whole}},
};

}  // namespace

const CapabilityTable& capability_table() {
  static const CapabilityTable table{engines, rows};
  return table;
}

}  // namespace sig::compile
