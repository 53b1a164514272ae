#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "model/event.h"
#include "traffic/byte_input.h"
#include "traffic/record_ledger.h"

namespace sig::traffic {

/// Where in a request an attack payload stands. Argument: percent-encoded, as a browser would send
/// it. The others are as they are: who writes them has encoded what must be.
enum class PayloadPlace { Argument, Url, RawArgument, Body, Cookie, UserAgent, Referer, Header };

/// One request that a payload list asks for. `text` lives until the list's next call.
struct Payload {
  std::string_view text;
  PayloadPlace place = PayloadPlace::Argument;
  std::string_view method;  ///< empty: POST with a body, else GET
  bool is_json_body = false;
  std::string_view boundary;  ///< of a multipart body; empty for none
};

/// Reads one kind of payload list; a pull stream with bounded memory. One thread.
class PayloadList {
 public:
  virtual ~PayloadList() = default;
  /// The next payload, or nullptr at the end. Records are begun, counted and rejected in `ledger`;
  /// only payloads of our part come back. `transaction` counts the payloads of one record from 0.
  virtual Result<const Payload*> next(RecordLedger& ledger) = 0;
  std::uint32_t transaction() const { return transaction_; }

 protected:
  std::uint32_t transaction_ = 0;
};

/// One payload a line; blank lines are none.
std::unique_ptr<PayloadList> payload_lines(std::unique_ptr<ByteInput> input);
/// CSV (RFC 4180) with a header that names the column "payload".
Result<std::unique_ptr<PayloadList>> payload_csv(std::unique_ptr<ByteInput> input,
                                                 const std::string& name);
/// GoTestWAF's YAML: a block sequence of scalars under "payload:", other keys ignored.
Result<std::unique_ptr<PayloadList>> payload_yaml(std::unique_ptr<ByteInput> input,
                                                  const std::string& name);
/// waf-bypass's JSON: {"payload": [{"URL": .., "ARGS": .., "BODY": .., ...}]}; one record an
/// object, one request for each place it names.
Result<std::unique_ptr<PayloadList>> payload_json(std::unique_ptr<ByteInput> input,
                                                  const std::string& name);

/// YAML and JSON lists are read whole; a larger one is refused.
inline constexpr size_t max_payload_file = 16U << 20U;
Result<std::string> read_all(ByteInput& input, const std::string& name);

/// Builds requests that carry payloads, in buffers that it reuses. Not thread-safe.
class PayloadRequest {
 public:
  /// Views live until the next call.
  HttpExchange make(const Payload& payload);

 private:
  void add(std::string_view name, std::string_view value);

  std::string target_;
  std::string cookie_;
  std::string content_type_;
  std::array<NameValue, 4> headers_;
  size_t count_ = 0;
};

}  // namespace sig::traffic
