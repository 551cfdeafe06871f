// Matrix products in register tiles over packed panels (Goto and van de Geijn 2008, "Anatomy of high-performance matrix
// multiplication"). A tile is tile_rows × (tile_vectors · lanes); b is packed, a is read where it lies.

constexpr int panel_columns = tile_vectors * lanes;

inline std::int64_t round_up(std::int64_t count, std::int64_t step) {
  return (count + step - 1) / step * step;
}

/// Columns that the panel starting at column `first` keeps in memory.
inline std::int64_t panel_width(std::int64_t columns, std::int64_t first) {
  const std::int64_t left = round_up(columns - first, lanes);
  return left < panel_columns ? left : panel_columns;
}

void pack(const float* matrix, std::int64_t depth_stride, std::int64_t column_stride, std::int64_t depth,
          std::int64_t columns, float* panels) {
  for (std::int64_t first = 0; first < columns; first += panel_columns) {
    const std::int64_t width = panel_width(columns, first);
    const std::int64_t real = columns - first < width ? columns - first : width;
    for (std::int64_t k = 0; k < depth; ++k) {
      const float* from = matrix + k * depth_stride + first * column_stride;
      for (std::int64_t n = 0; n < real; ++n) panels[n] = from[n * column_stride];
      for (std::int64_t n = real; n < width; ++n) panels[n] = 0.0F;
      panels += width;
    }
  }
}

struct Tile {
  const float* a;
  std::int64_t a_stride;
  std::int64_t depth;
  const float* b;
  const float* bias;
  float* c;
  std::int64_t c_stride;
  std::int64_t columns;
  std::int64_t segments;
  std::int64_t segment_stride;
};

template <int rows, int vectors>
void multiply_tile(const Tile& t) {
  Vector sums[rows][vectors];
  for (int v = 0; v < vectors; ++v) {
    const Vector start = t.bias == nullptr ? Vector{} : load(t.bias + v * lanes);
    for (int r = 0; r < rows; ++r) sums[r][v] = start;
  }
  const float* a = t.a;
  const float* b = t.b;
  const float* end = t.a + t.depth;
  const std::int64_t stride = t.a_stride;
  for (std::int64_t left = t.depth * t.segments; left > 0; --left) {
    Vector line[vectors];
    for (int v = 0; v < vectors; ++v) line[v] = load(b + v * lanes);
    for (int r = 0; r < rows; ++r) {
      const float x = a[r * stride];
      for (int v = 0; v < vectors; ++v) sums[r][v] += x * line[v];
    }
    b += vectors * lanes;
    if (++a == end) {
      end += t.segment_stride;
      a = end - t.depth;
    }
  }
  for (int r = 0; r < rows; ++r) {
    float* c = t.c + r * t.c_stride;
    for (int v = 0; v + 1 < vectors; ++v) store(c + v * lanes, sums[r][v]);
    constexpr int last = vectors - 1;
    if (t.columns == vectors * lanes) {
      store(c + last * lanes, sums[r][last]);
    } else {
      store_first(c + last * lanes, t.columns - last * lanes, sums[r][last]);
    }
  }
}

using MultiplyTile = void(const Tile&);

template <int... row>
struct Rows {};
template <int count, int... row>
struct RowsUpTo : RowsUpTo<count - 1, count, row...> {};
template <int... row>
struct RowsUpTo<0, row...> {
  using Type = Rows<row...>;
};

/// The function for tiles of that many rows, 1 … tile_rows.
template <int vectors, int... row>
MultiplyTile* tile_of_rows(std::int64_t rows, Rows<row...>) {
  static constexpr MultiplyTile* functions[] = {multiply_tile<row, vectors>...};
  return functions[rows - 1];
}

MultiplyTile* tile_function(std::int64_t rows, std::int64_t vectors) {
  using All = RowsUpTo<tile_rows>::Type;
  if (vectors == 1) return tile_of_rows<1>(rows, All());
  if (vectors == 2) return tile_of_rows<2>(rows, All());
  return tile_of_rows<tile_vectors>(rows, All());
}

/// Rows of a that stay in the second-level cache while a panel passes over them.
constexpr std::int64_t rows_at_a_time = 64;

void gemm_panel(const Gemm& g, std::int64_t first_row, std::int64_t end_row, std::int64_t first_column) {
  const std::int64_t width = panel_width(g.columns, first_column);
  const std::int64_t left = g.columns - first_column;
  Tile tile{g.a,
            g.a_stride,
            g.depth,
            g.panels + first_column * g.panel_depth + g.first * width,
            g.bias == nullptr ? nullptr : g.bias + first_column,
            nullptr,
            g.c_stride,
            left < width ? left : width,
            g.segments,
            g.segment_stride};
  for (std::int64_t row = first_row; row < end_row; row += tile_rows) {
    const std::int64_t rows = end_row - row < tile_rows ? end_row - row : tile_rows;
    tile.a = g.a + row * g.a_stride;
    tile.c = g.c + row * g.c_stride + first_column;
    tile_function(rows, width / lanes)(tile);
  }
}

void gemm(const Gemm& g) {
  for (std::int64_t row = 0; row < g.rows; row += rows_at_a_time) {
    const std::int64_t end = g.rows - row < rows_at_a_time ? g.rows : row + rows_at_a_time;
    for (std::int64_t column = 0; column < g.columns; column += panel_columns) gemm_panel(g, row, end, column);
  }
}
