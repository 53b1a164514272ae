#include "traffic/access_log.h"
#include "traffic/event_source.h"
#include "traffic/text_reader.h"

namespace sig::traffic {
namespace {

TextInput sample_of(std::string_view bytes, const ClientRule& client) {
  OpenOptions options;
  options.client = client;
  options.name = "sample";
  return {.bytes = bytes_in_memory(bytes), .options = std::move(options)};
}

}  // namespace

Result<std::unique_ptr<EventSource>> open_http_text(std::string_view bytes,
                                                    const ClientRule& client) {
  return open_text(Format::Http, sample_of(bytes, client));
}

Result<std::unique_ptr<EventSource>> open_log_text(std::string_view bytes,
                                                   const ClientRule& client) {
  const std::string_view line = bytes.substr(0, bytes.find('\n'));
  const bool is_access_log = parse_access_log_line(line).has_value();
  return open_text(is_access_log ? Format::AccessLog : Format::Syslog, sample_of(bytes, client));
}

}  // namespace sig::traffic
