// Where the weights lie that come with Drumlin.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace drumlin::transcribe {

/// The highest version of NAME-v1.safetensors, NAME-v2.safetensors … in the first models folder that has one.
std::optional<std::filesystem::path> newest_weights(std::string_view name);

}  // namespace drumlin::transcribe
