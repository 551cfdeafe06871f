// Gloo over TCP. Built where Gloo's headers are (libgloo-dev); otherwise more than one process is refused.
#include "train/distributed.h"

#include <drumlin/error.h>
#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <string_view>

#if __has_include(<gloo/rendezvous/store.h>)
#define DRUMLIN_GLOO
#ifndef USE_C10D_GLOO
#define USE_C10D_GLOO
#endif
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#include <torch/csrc/distributed/c10d/FileStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#pragma GCC diagnostic pop
#endif

namespace drumlin::train {

#ifdef DRUMLIN_GLOO
namespace {

class GlooGroup : public Group {
 public:
  GlooGroup(const c10::intrusive_ptr<c10d::Store>& store, Place place) : place_(place) {
    auto options = c10d::ProcessGroupGloo::Options::create();
    options->devices.push_back(c10d::ProcessGroupGloo::createDefaultDevice());
    options->threads = 1;
    gloo_ = c10::make_intrusive<c10d::ProcessGroupGloo>(store, place.rank, place.world, options);
  }

  void average(torch::Tensor& vector) override {
    std::vector<torch::Tensor> host = {vector.to(torch::kCPU)};
    gloo_->allreduce(host)->wait();
    vector.copy_(host.front().div_(place_.world));
  }

  Place place() const override { return place_; }

 private:
  Place place_;
  c10::intrusive_ptr<c10d::ProcessGroupGloo> gloo_;
};

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) throw Error(fmt::format("{} is not set; start every process with torchrun.", name));
  return value;
}

int number(const char* name, int low, int high) {
  const std::string_view text = variable(name);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < low || value > high) {
    throw Error(fmt::format("{} is \"{}\"; it must be a number from {} to {}.", name, text, low, high));
  }
  return value;
}

}  // namespace

bool has_gloo() {
  return true;
}

std::unique_ptr<Group> group_from_environment() {
  if (std::getenv("WORLD_SIZE") == nullptr) return nullptr;
  const int world = number("WORLD_SIZE", 1, 65536);
  if (world == 1) return nullptr;
  const Place place{.rank = number("RANK", 0, world - 1), .world = world};
  c10d::TCPStoreOptions options;
  options.port = static_cast<std::uint16_t>(number("MASTER_PORT", 1, 65535));
  // torchrun may already keep the store at that address itself.
  const char* agent = std::getenv("TORCHELASTIC_USE_AGENT_STORE");
  options.isServer = place.rank == 0 && (agent == nullptr || std::string_view(agent) != "True");
  options.numWorkers = static_cast<std::size_t>(world);
  const std::string host(variable("MASTER_ADDR"));
  try {
    return std::make_unique<GlooGroup>(c10::make_intrusive<c10d::TCPStore>(host, options), place);
  } catch (const std::exception& error) {
    throw Error(
        fmt::format("The {} processes did not meet at {}:{} ({}); check that each was started and can reach it.", world,
                    host, options.port, std::string_view(error.what()).substr(0, 200)));
  }
}

std::unique_ptr<Group> group_from_file(const std::string& file, Place place) {
  return std::make_unique<GlooGroup>(c10::make_intrusive<c10d::FileStore>(file, place.world), place);
}

#else

bool has_gloo() {
  return false;
}

std::unique_ptr<Group> group_from_environment() {
  const char* world = std::getenv("WORLD_SIZE");
  if (world == nullptr || std::string_view(world) == "1") return nullptr;
  throw Error("This drumlin-train was built without Gloo; install libgloo-dev and build it again.");
}

std::unique_ptr<Group> group_from_file(const std::string&, Place) {
  throw Error("This drumlin-train was built without Gloo; install libgloo-dev and build it again.");
}

#endif

}  // namespace drumlin::train
