// The XML annotations of IDMT-SMT-Drums.
#pragma once

#include <string>
#include <string_view>

#include "score/text.h"

namespace drumlin::datasets {

/// The events of a transcription, each with an onsetSec and an instrument: KD, SD or HH, a closed hi-hat. Times that
/// lie before the start, as a few do, become 0. Throws drumlin::Error, naming `name`.
score::Annotation parse_idmt(std::string_view xml, const std::string& name);

}  // namespace drumlin::datasets
