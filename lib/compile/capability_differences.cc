#include "compile/capability.h"

namespace sig::compile {
namespace {

constexpr std::string_view body =
    "adds nothing and loses what stands beyond the engine's limit for bodies; a body is looked at "
    "in "
    "pieces, so a text that spans two may be lost";
constexpr std::string_view pieces =
    "a connection is looked at in pieces: ^ may also hold at the start of a later piece, and a "
    "match "
    "across two may be lost";
constexpr std::string_view resolved =
    "on http.path [url, path] is the engine's own normal form: + stays +, an escaped ? ends the "
    "path, "
    "and what its profile of servers decodes besides is decoded too";
constexpr std::string_view sender =
    "by client.ip counts by the sender of a packet, also where that is the server";

// As Suricata 7.0.10 was seen to do it; of Snort as its manuals say.
const CapabilityDifference differences[] = {
    {"condition none",
     "suricata",
     "a request without any header fulfils no negated test of a header"},
    {"decode path", "snort2", resolved},
    {"decode path", "snort3", resolved},
    {"decode path", "suricata", resolved},
    {"decode url", "snort2", "on http.path, as [url, path], only"},
    {"decode url", "snort3", "on http.path, as [url, path], only"},
    {"decode url", "suricata", "url_decode leaves %uHHHH as it is"},
    {"decode whitespace",
     "suricata",
     "compress_whitespace keeps the first byte of a run, so a blank in a pattern stands for any "
     "white "
     "space"},
    {"field dns.query", "suricata", "of several questions in one query each test may find another"},
    {"field http.body", "snort2", body},
    {"field http.body", "snort3", body},
    {"field http.body", "suricata", body},
    {"field http.cookie.",
     "suricata",
     "of several cookies with the name the first that has a value"},
    {"field http.header.", "snort2", "names and values are those of the engine's normal form"},
    {"field http.header.", "snort3", "names and values are those of the engine's normal form"},
    {"field http.header.",
     "suricata",
     "headers with one name are one, joined by a comma and a blank"},
    {"field http.header.", "suricata", "one that is there and empty counts as none"},
    {"field http.headers", "snort2", "cookies are not among them where the engine takes them out"},
    {"field http.headers", "snort3", "cookies are not among them"},
    {"field http.headers",
     "suricata",
     "headers with one name are one, joined by a comma and a blank"},
    {"field http.query", "suricata", "one that is there and empty counts as none"},
    {"field http.response.body", "snort2", body},
    {"field http.response.body", "snort3", body},
    {"field http.response.body", "suricata", body},
    {"field http.uri", "snort3", "the raw buffer, as sent: nothing is resolved or decoded"},
    {"field http.uri",
     "suricata",
     "http.uri.raw, as sent: the engine's http.uri is decoded and resolved, in which ../ and // "
     "are "
     "lost"},
    {"field packet.protocol", "snort2", "icmp is that of IPv6 too"},
    {"field packet.protocol", "snort3", "icmp is that of IPv6 too"},
    {"field stream.client", "snort2", pieces},
    {"field stream.client", "snort3", pieces},
    {"field stream.client", "suricata", pieces},
    {"field stream.server", "snort2", pieces},
    {"field stream.server", "snort3", pieces},
    {"field stream.server", "suricata", pieces},
    {"operator regex",
     "suricata",
     "a regex that runs into the engine's limit (pcre.match-limit) matches nothing, without a "
     "word"},
    {"rate", "snort2", "fires on each hit from the count-th on, in a window that starts anew"},
    {"rate", "snort3", "fires on each hit from the count-th on, in a window that starts anew"},
    {"rate", "suricata", sender},
};

}  // namespace

std::span<const CapabilityDifference> capability_differences() {
  return differences;
}

}  // namespace sig::compile
