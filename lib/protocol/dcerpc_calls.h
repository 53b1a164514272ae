#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/app_unit.h"
#include "protocol/unit_parts.h"

namespace sig::protocol {

/// The header of one DCERPC fragment (DCE 1.1 RPC, chapter 12).
struct DcerpcHeader {
  static constexpr size_t size = 16;
  std::uint8_t type = 0;
  bool is_first = true;
  bool is_last = true;
  bool has_object = false;
  bool is_little = true;
  std::uint16_t length = 0;
  std::uint32_t call = 0;
};
/// False: fewer than 16 bytes, or none of DCERPC 5.
bool read_dcerpc_header(std::string_view bytes, DcerpcHeader& header);

/// The calls of one DCERPC connection, over TCP or in a named pipe: puts fragments together and
/// shows one unit for each side of a call. Everything held is capped.
class DcerpcCalls {
 public:
  explicit DcerpcCalls(AppProtocol shown_as) : shown_as_(shown_as) {}

  /// One whole fragment with its header. False: malformed. `transactions` counts on.
  bool fragment(bool to_server, std::string_view bytes, std::uint32_t& transactions, AppSink& sink);
  size_t held_bytes() const;

 private:
  struct Call {
    std::uint32_t id = 0;
    std::uint32_t transaction = 0;
    std::uint16_t operation = 0;
    std::vector<AppInterface> interfaces;
    std::array<std::string, 2> stub;
  };
  bool bind(const DcerpcHeader& header, std::string_view body);
  bool bind_answer(const DcerpcHeader& header, std::string_view body);
  bool request(const DcerpcHeader& header, std::string_view body, Call& call);
  bool response(const DcerpcHeader& header, std::string_view body, Call& call);
  void add(Call& call, size_t side, std::string_view bytes);
  void remove(const Call& call);
  Call& call_of(std::uint32_t id, bool is_new, std::uint32_t& transactions);
  void show(const Call& call, bool to_server, const DcerpcHeader& header, AppSink& sink);

  AppProtocol shown_as_;
  struct Bound {
    AppInterface interface;
    std::uint16_t context = 0;
  };
  std::vector<Bound> bound_;
  size_t first_unanswered_ = 0;
  std::vector<Call> calls_;  // those not finished, oldest first
  size_t kept_ = 0;          // stub bytes of all calls
  UnitParts parts_;
};

}  // namespace sig::protocol
